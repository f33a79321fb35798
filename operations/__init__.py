"""What whoever keeps Workroom running needs: whether it is well, what it counts, its backup."""
