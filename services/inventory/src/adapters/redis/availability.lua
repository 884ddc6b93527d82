-- Reads the rooms taken in a range of nights; changes nothing.
--
-- ARGV     1  the least epoch that must be loaded
--          2  first day
--          3  number of nights
-- returns  {NOT_LOADED}, or {LOADED, capacity, rooms taken in each night...}

local epoch, capacity = loaded()
if not epoch or epoch < tonumber(ARGV[1]) then return { NOT_LOADED } end

local days = {}
for night = 0, tonumber(ARGV[3]) - 1 do days[night + 1] = tonumber(ARGV[2]) + night end
local reply = { LOADED, capacity }
for index, taken in ipairs(redis.call('HMGET', KEYS[2], unpack(days))) do
  reply[index + 2] = tonumber(taken or 0)
end
return reply
