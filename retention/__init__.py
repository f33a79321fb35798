"""How long runs are kept: rules that delete them, what people keep all the same, and copies elsewhere."""
