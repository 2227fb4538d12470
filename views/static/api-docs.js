/* global SwaggerUIBundle */

const { schema, csrfToken } = document.getElementById('api-docs').dataset;

SwaggerUIBundle({
  url: schema,
  dom_id: '#api-docs',
  deepLinking: true,
  docExpansion: 'none',
  displayRequestDuration: true,
  // The online validator would be told of an address that is nobody else's business, and could not reach it.
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (csrfToken) request.headers['X-CSRFToken'] = csrfToken;
    return request;
  },
});
