"""Commands about the lifecycles."""
