/** The page that makes the OpenAPI document readable; scripts and styles come from the dashboard's `/apidocs/`. */
export const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Afterglow API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/apidocs/swagger-ui.css">
</head>
<body>
<main id="swagger"><noscript>The document is at <a href="/api/openapi.json">/api/openapi.json</a>.</noscript></main>
<script src="/apidocs/swagger-ui-bundle.js"></script>
<script src="/apidocs/init.js"></script>
</body>
</html>
`;

/** The page may load from its own origin only, and talks to nobody else. */
export const docsHeaders: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
