#!/bin/sh
# Uploads a video, waits for its job, and downloads the subtitles: upload.sh VIDEO LANGUAGE
# SISTER_URL: another server than http://127.0.0.1:8000. SISTER_TOKEN: the token for it.
set -eu
video=$1 language=$2
server=${SISTER_URL:-http://127.0.0.1:8000}
call() { curl --silent --show-error --fail-with-body ${SISTER_TOKEN:+--header "Authorization: Bearer $SISTER_TOKEN"} "$@"; }

# 202 once the video and the job are durable. The header Location has the path of the job.
job=$(call --output /dev/null --dump-header - -F "video=@$video" -F "target=$language" "$server/api/jobs" |
  tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
echo "job $server$job"

# The event stream ends with the job.
call --no-buffer "$server$job/events" | grep --line-buffered '^data: {"status"'

name=$(basename "$video")
call --output "${name%.*}.$language.srt" "$server$job/subtitles/$language.srt"
echo "wrote ${name%.*}.$language.srt"
