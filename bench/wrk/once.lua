-- Sends each prepared request once, oldest first: for one-time values such as
-- authorization codes. Each thread owns every second record; the first one to
-- run out stops itself.
dofile(os.getenv("BENCH_WRK_DIR") .. "/common.lua")

local requests, next_index = nil, 0

function init(args)
  requests = read_records(args[1], function(i) return i % thread_count == id end)
end

function request()
  if next_index == 0 then started_at = now() end
  next_index = next_index + 1
  if next_index > #requests then
    ran_out_at = ran_out_at or now()
    wrk.thread:stop()
    -- wrk wants a request even now; its answer is never counted.
    return "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
  end
  return requests[next_index]
end
