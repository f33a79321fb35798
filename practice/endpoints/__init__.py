"""One module per endpoint, each with its ROUTES; `practice.urls` lists them."""
