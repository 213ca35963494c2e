"""What does it cost to record the last ruling on a case?"""
