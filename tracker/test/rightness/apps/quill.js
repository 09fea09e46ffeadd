import Quill from 'quill';
import 'quill/dist/quill.snow.css';

window.quill = new Quill('#editor', {
  theme: 'snow',
  modules: { toolbar: [['bold', 'link'], [{ list: 'bullet' }]] },
});
