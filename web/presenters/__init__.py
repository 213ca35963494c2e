"""What a page prints: rows built once, with their words, links and dates ready."""
