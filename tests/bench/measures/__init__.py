"""Each module measures something and returns its figures. `MEASURES` in `tests.bench.__main__` names them."""
