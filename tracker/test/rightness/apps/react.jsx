import { useState } from 'react';
import { createPortal } from 'react-dom';
import { createRoot } from 'react-dom/client';

function Shop() {
  const [items, setItems] = useState(() => Array.from({ length: 30 }, (_, id) => ({ id, name: `Shoe ${id}` })));
  const [name, setName] = useState('');
  const [route, setRoute] = useState('list');
  const [open, setOpen] = useState(false);
  return (
    <>
      <nav>
        <button type="button" id="nav-list" onClick={() => setRoute('list')}>
          List
        </button>
        <button type="button" id="nav-about" onClick={() => setRoute('about')}>
          About
        </button>
      </nav>
      {route === 'about' ? (
        <article>
          <h1>About</h1>
          <p style={{ color: 'teal' }}>We sell {items.length} shoes.</p>
        </article>
      ) : (
        <main>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setItems([{ id: Date.now(), name }, ...items]);
              setName('');
            }}
          >
            <input id="name" value={name} onChange={(event) => setName(event.target.value)} />
            <button type="submit" id="add">
              Add {name.length}
            </button>
          </form>
          <button type="button" id="reverse" onClick={() => setItems(items.toReversed())}>
            Reverse
          </button>
          <ul>
            {items.map((item, index) => (
              <li key={item.id} className={index % 2 ? 'odd' : 'even'} title={item.name}>
                <input type="checkbox" className="done" /> {item.name}
                <button type="button" className="remove" onClick={() => setItems(items.filter((one) => one !== item))}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
        </main>
      )}
      <button type="button" id="open" onClick={() => setOpen(true)}>
        Open
      </button>
      {open &&
        createPortal(
          <div className="modal" style={{ position: 'fixed', inset: '40%' }}>
            <p>{items.length} shoes</p>
            <button type="button" id="close" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>,
          document.body,
        )}
    </>
  );
}

createRoot(document.querySelector('#app')).render(<Shop />);
