/** CloudFront Functions, JavaScript runtime 2.0, as source text. */

/** Every address of the dashboard that is not a file is its page; errors of the API stay as they are. */
export const dashboardPage = `function handler(event) {
  var request = event.request;
  var file = /^\\/(assets|apidocs)\\//.test(request.uri) || /^\\/[^/]+\\.[a-z0-9]+$/.test(request.uri);
  if (!file) request.uri = '/index.html';
  return request;
}`;

/**
 * The tracker under a name of a project's own: /PATH/FILE.js is /t.js, and what lies behind /PATH/FILE/ is what lies
 * behind the root. Any name will do, so that there is no list of them: the key in the snippet says whose page it is.
 */
export const ownName = `function handler(event) {
  var request = event.request;
  var own = /^\\/[a-z0-9-]{3,32}\\/[a-z0-9-]{2,32}(\\.js|(\\/(i|v)(\\/.*)?))$/.exec(request.uri);
  if (own) request.uri = own[2] || '/t.js';
  return request;
}`;

/** /b/NAME is the object NAME. */
export const blockName = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice(2);
  return request;
}`;
