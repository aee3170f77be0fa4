"""Japanese documents: text without spaces between its words, years of eras, sums in 万 and 億, names with what they
legally are ahead or behind. Labels and sentences are data (`languages/ja.toml`)."""
