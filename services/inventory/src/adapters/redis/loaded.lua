-- Begin of every script: what was loaded for a property, and whether it can be trusted.
--
-- KEYS of every script: 1 meta   hash  epoch, capacity, identity (of the server that they were loaded into)
--                       2 nights hash  day -> rooms taken (a day without rooms taken is absent)
--                       3 holds  hash  bookingId -> "firstDay:nights"
-- Needs Redis 7 or Valkey: INFO with several sections.

local LOADED, NOT_LOADED = 1, 0

-- Changes when the server restarts (perhaps from an old snapshot) and when a replica takes over: then the
-- counters may lack something that was answered, whatever they look like.
local function identity()
  local info = redis.call('INFO', 'server', 'replication')
  return string.match(info, 'run_id:(%w+)') .. '/' .. string.match(info, 'master_replid:(%w+)')
end

-- The epoch and capacity loaded here and still trusted; nil when there is none.
local function loaded()
  local meta = redis.call('HMGET', KEYS[1], 'epoch', 'capacity', 'identity')
  if not meta[1] or meta[3] ~= identity() then return nil end
  return tonumber(meta[1]), tonumber(meta[2])
end
