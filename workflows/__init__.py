"""What may happen, and who must act: lifecycles, policies, rules, routes, and the one door."""
