"""How people reach it: pages, forms, the shell around them."""
