-- Shared by the scripts of this directory: reading prepared requests, handing
-- each wrk thread its number, and reporting the figures as one JSON line.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long sec; long usec; } bench_timeval;
  int gettimeofday(bench_timeval *tv, void *tz);
]]

local tv = ffi.new("bench_timeval")

-- Wall clock in seconds; os.clock counts CPU time and os.time whole seconds.
function now()
  ffi.C.gettimeofday(tv, nil)
  return tonumber(tv.sec) + tonumber(tv.usec) / 1e6
end

-- A record file is a sequence of "<length>\n<bytes>\n". `keep(i)` chooses the
-- records of this thread.
function read_records(path, keep)
  local file = assert(io.open(path, "rb"))
  local records, i = {}, 0
  while true do
    local length = file:read("*l")
    if not length then break end
    local record = file:read(tonumber(length))
    file:read("*l")
    if keep(i) then records[#records + 1] = record end
    i = i + 1
  end
  file:close()
  return records
end

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  thread:set("thread_count", 2)
  threads[#threads + 1] = thread
end

function done(summary, latency)
  -- When the prepared values of every thread ran out early, the window from
  -- the first request to the last thread's end counts instead of wrk's fixed
  -- duration.
  local first, last, exhausted = math.huge, 0, true
  for _, thread in ipairs(threads) do
    local ran_out = thread:get("ran_out_at")
    if ran_out then last = math.max(last, ran_out) else exhausted = false end
    first = math.min(first, thread:get("started_at") or math.huge)
  end
  local seconds = summary.duration / 1e6
  if exhausted then seconds = last - first end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"p50_us":%d,"p99_us":%d,"status_errors":%d,"socket_errors":%d,"exhausted":%s}\n',
    summary.requests, seconds, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, tostring(exhausted)))
end
