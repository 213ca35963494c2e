"""What people type, and how it is read. The shape of text only; what may happen is asked below."""
