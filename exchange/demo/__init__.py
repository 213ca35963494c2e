"""The demonstration: real agreements as they truly stand, and examples of every stage."""
