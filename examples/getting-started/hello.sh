while true; do
  echo "Hello world!"
  sleep 1
done
