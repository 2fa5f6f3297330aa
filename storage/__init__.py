"""What is known. SQL lives only here; one module per noun holds its table and its questions."""
