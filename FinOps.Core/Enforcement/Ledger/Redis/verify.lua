-- KEYS: accounts of all, leases, unstored; ARGV: prefix of settlements
local sums = KEYS[1] .. ':sums'
redis.call('DEL', sums)
for _, reservation in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local held = redis.call('HMGET', reservation, 'hold', 'extended', 'debit')
  each_account(reservation, function(account)
    redis.call('HINCRBY', sums, account, held[1])
    redis.call('HINCRBY', sums, account, held[2])
    redis.call('HINCRBY', sums, account, negate(held[3]))
  end)
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local settled = redis.call('HMGET', ARGV[1] .. id, 'amount', 'reservation')
  if redis.call('EXISTS', settled[2]) == 1 then
    each_account(settled[2], function(account) redis.call('HINCRBY', sums, account, settled[1]) end)
  end
end
local faults = {}
for _, account in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local stored = redis.call('HGET', account, 'pending')
  local sum = redis.call('HGET', sums, account) or '0'
  if stored ~= sum then
    redis.call('HSET', account, 'stopped', '1')
    faults[#faults + 1] = account .. '\n' .. stored .. '\n' .. sum
  end
end
redis.call('DEL', sums)
return faults
