/** CloudFront Functions, JavaScript runtime 2.0, as source text. */

/** Every address of the dashboard that is not a file is its page; errors of the API stay as they are. */
export const dashboardPage = `function handler(event) {
  var request = event.request;
  var file = /^\\/(assets|apidocs)\\//.test(request.uri) || /^\\/[^/]+\\.[a-z0-9]+$/.test(request.uri);
  if (!file) request.uri = '/index.html';
  return request;
}`;

/** /b/NAME is the object NAME. */
export const blockName = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice(2);
  return request;
}`;
