-- Removes a claim if it is still the one that holds the key.
--
-- KEYS[1]  idem:<idempotency key> or booking:<booking id>
-- ARGV[1]  token of the claim
-- returns  1 REMOVED
--          0 NOT_HELD  the key is free or belongs to another claim
local held = redis.call('GET', KEYS[1])
if held and cjson.decode(held).token == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
