"""What calendar programs read, and who lets them."""
