-- Sends the prepared requests in turn, forever: for work that can be repeated.
dofile(os.getenv("BENCH_WRK_DIR") .. "/common.lua")

local requests, next_index

function init(args)
  requests = read_records(args[1], function() return true end)
  -- Threads start at different places so that they do not move in step.
  next_index = math.floor(#requests * id / thread_count)
end

function request()
  next_index = next_index % #requests + 1
  return requests[next_index]
end
