"""Pages. A view reads the request, makes one call, and chooses a page."""
