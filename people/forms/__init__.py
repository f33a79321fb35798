"""The forms about people. Their words are ours, their checks are Django's."""
