"""What happened, provably: security events, and who is acting while history is written."""
