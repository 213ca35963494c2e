"""How fast is it, against its peers and against the least that the work can cost?"""
