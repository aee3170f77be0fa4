curl "$MUNIMENT_BASE_URL/v1/session" \
  -c cookies \
  -H "Content-Type: application/json" \
  -d '{"email": "'"$EMAIL"'", "password": "'"$PASSWORD"'"}'
