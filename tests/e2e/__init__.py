"""Journeys through the real pages, in Debian's Chromium."""
