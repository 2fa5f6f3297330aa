"""展示: a suggestion or a unit on one screen."""
