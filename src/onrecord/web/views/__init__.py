"""One file a page: `data` gathers what the page says (the API gives the same), `page` renders it."""
