"""The benches of reminders: what falls due, what is planned, what is handed over."""
