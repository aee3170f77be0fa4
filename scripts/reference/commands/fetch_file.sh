curl -o report.pdf "$URL"
