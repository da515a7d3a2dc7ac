-- KEYS: unstored, then accounts; ARGV: prefix of settlements, posted and version of each account, then ids of settlements
local accounts = #KEYS - 1
for i = 2 + accounts * 2, #ARGV do
  local settlement = ARGV[1] .. ARGV[i]
  local taken = redis.call('HMGET', settlement, 'amount', 'reservation')
  if taken[1] then
    if redis.call('EXISTS', taken[2]) == 1 then
      each_account(taken[2], function(account) add_pending(account, negate(taken[1])) end)
    end
    redis.call('DEL', settlement)
    redis.call('ZREM', KEYS[1], ARGV[i])
  end
end
for i = 1, accounts do
  local account = KEYS[1 + i]
  local known = redis.call('HGET', account, 'version')
  if known and tonumber(ARGV[1 + i * 2]) > tonumber(known) then
    redis.call('HSET', account, 'posted', ARGV[i * 2], 'version', ARGV[1 + i * 2])
    set_room(account)
  end
end
return 'done'
