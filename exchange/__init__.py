"""What comes in and goes out in bulk: the demonstration, later imports and exports."""
