"""What it is: cases, parties, agreements, initiatives, assessments, decisions, duties, reviews."""
