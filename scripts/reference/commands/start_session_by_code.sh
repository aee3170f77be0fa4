curl "$MUNIMENT_BASE_URL/v1/session/code" \
  -c cookies \
  -H "Content-Type: application/json" \
  -d '{"code": "'"$CODE"'"}'
