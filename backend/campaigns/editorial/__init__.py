"""Campaigns (宣传): an editor's message to many, approved by a second person, with everybody accounted for."""
