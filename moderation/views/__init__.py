"""Pages of moderation: the wall, a room, the streamer's phone, the viewers' banner, the law."""
