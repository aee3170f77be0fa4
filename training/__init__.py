"""Learns what the judge knows: reads labelled documents, fits the models, writes the artefact. Development only."""
