-- Reads everything that is counted for a property, at one moment; changes nothing.
--
-- ARGV     1  the least epoch that must be loaded
-- returns  {NOT_LOADED}, or {LOADED, capacity, {day, rooms taken, ...}, {bookingId, "firstDay:nights", ...}}

local epoch, capacity = loaded()
if not epoch or epoch < tonumber(ARGV[1]) then return { NOT_LOADED } end
return { LOADED, capacity, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }
