"""A chat platform in a box: a server that speaks the Telegram Bot API, with people to play it.

It shares no code with the bot, which knows it only by its address, and serves the demo, training,
rehearsals and tests.
"""
