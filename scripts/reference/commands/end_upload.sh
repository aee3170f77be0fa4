curl -i -X DELETE "$MUNIMENT_BASE_URL/v1/uploads/$UPLOAD_ID" \
  -H "Authorization: Bearer $MUNIMENT_API_KEY" \
  -H "Tus-Resumable: 1.0.0"
