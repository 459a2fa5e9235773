# The contract of custom builders: IMAGE is what to build, PUSH_IMAGE whether to push it, WEB what it is built from.
set -eu
DOCKER_BUILDKIT=0 docker build --network none --build-arg "WEB=$WEB" --tag "$IMAGE" "$BUILD_CONTEXT"
if [ "$PUSH_IMAGE" = true ]; then
  docker push "$IMAGE"
fi
