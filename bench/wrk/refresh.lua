-- Refresh with rotation: every answer's new token goes to the end of the
-- thread's queue and is spent later, as a client would. The prepared requests
-- give the first tokens, each at the end of its form. A thread has more tokens
-- than connections, so its queue never runs empty unless answers fail.
dofile(os.getenv("BENCH_WRK_DIR") .. "/common.lua")

local head, form
local queue, front, back = {}, 1, 0

local function push(token)
  back = back + 1
  queue[back] = token
end

function init(args)
  for _, raw in ipairs(read_records(args[1], function(i) return i % thread_count == id end)) do
    local lines, body = raw:match("^(.-\r\n)\r\n(.*)$")
    head = lines:gsub("Content%-Length: %d+\r\n", "")
    local first
    form, first = body:match("^(.*refresh_token=)(.*)$")
    push(first)
  end
end

local function escape(token)
  return (token:gsub("[^%w%-._~]", function(c) return string.format("%%%02X", c:byte()) end))
end

function request()
  started_at = started_at or now()
  local token = queue[front]
  if not token then
    ran_out_at = ran_out_at or now()
    wrk.thread:stop()
    return "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
  end
  queue[front] = nil
  front = front + 1
  local body = form .. token
  return head .. "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

function response(status, headers, body)
  local token = body:match('"refresh_token"%s*:%s*"([^"]+)"')
  if status == 200 and token then push(escape(token)) end
end
