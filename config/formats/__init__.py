"""How are dates and numbers written and read, language by language?"""
