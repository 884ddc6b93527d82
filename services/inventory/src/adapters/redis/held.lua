-- Reads what bookings hold of one property; changes nothing.
--
-- ARGV     1     the least epoch that must be loaded
--          2...  bookingId
-- returns  {NOT_LOADED}, or {LOADED, epoch, "firstDay:nights" or false, ...}: one for each booking, in order

local epoch = loaded()
if not epoch or epoch < tonumber(ARGV[1]) then return { NOT_LOADED } end

local reply = { LOADED, epoch }
for at = 2, #ARGV do reply[#reply + 1] = redis.call('HGET', KEYS[3], ARGV[at]) end
return reply
