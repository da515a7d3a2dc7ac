-- KEYS: reservation, attempt, parent as reservation, parent as attempt, leases, accounts of all, then the call's accounts
-- ARGV: hold, soft, now, lease until, has parent, fingerprint, then limit, posted, version, end of each account, then fields of the reservation
if redis.call('EXISTS', KEYS[1]) == 1 then
  return { 'repeat', '1', redis.call('HGET', KEYS[1], 'fingerprint'), redis.call('HGETALL', KEYS[1]) }
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  local attempt = redis.call('HMGET', KEYS[2], 'root', 'number', 'fingerprint')
  return { 'repeat', attempt[2], attempt[3], redis.call('HGETALL', attempt[1]) }
end
if ARGV[5] == '1' then
  local root = KEYS[3]
  if redis.call('EXISTS', root) == 0 then root = redis.call('HGET', KEYS[4], 'root') end
  if root and redis.call('HGET', root, 'state') == '0' then
    local number = redis.call('HINCRBY', root, 'attempts', 1)
    redis.call('HINCRBY', root, 'version', 1)
    local till = math.max(tonumber(redis.call('HGET', root, 'until')), tonumber(ARGV[3]) + tonumber(redis.call('HGET', root, 'lease')))
    redis.call('HSET', root, 'until', string.format('%.0f', till))
    redis.call('ZADD', KEYS[5], string.format('%.0f', till), root)
    redis.call('HSET', KEYS[2], 'root', root, 'number', number, 'fingerprint', ARGV[6])
    redis.call('HSET', root, 'kids', (redis.call('HGET', root, 'kids') or '') .. KEYS[2] .. '\n')
    return { 'retry', tostring(number), '', redis.call('HGETALL', root) }
  end
end

local accounts = #KEYS - 6
for i = 1, accounts do
  local account, at = KEYS[6 + i], 6 + (i - 1) * 4
  local limit, posted, version = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if redis.call('EXISTS', account) == 0 then
    redis.call('HSET', account, 'limit', limit, 'posted', posted, 'version', version, 'pending', '0', 'stopped', '0', 'end', ARGV[at + 4])
    redis.call('SADD', KEYS[6], account)
    set_room(account)
  else
    local known = redis.call('HMGET', account, 'limit', 'version')
    if tonumber(version) > tonumber(known[2]) then
      redis.call('HSET', account, 'posted', posted, 'version', version, 'limit', limit)
      set_room(account)
    elseif known[1] ~= limit then
      redis.call('HSET', account, 'limit', limit)
      set_room(account)
    end
  end
end

local remaining, rest = '', nil
for i = 1, accounts do
  local account = KEYS[6 + i]
  local limit = ARGV[6 + (i - 1) * 4 + 1]
  local refused = ARGV[2] == '0' and redis.call('HGET', account, 'stopped') == '1'
  if not refused then
    add(account, 'pending', ARGV[1])
    local left = add(account, 'room', negate(ARGV[1]))
    refused = ARGV[2] == '0' and limit ~= 'u' and left < 0
    if refused then
      add(account, 'pending', negate(ARGV[1]))
      add(account, 'room', ARGV[1])
    elseif limit ~= 'u' and (rest == nil or left < rest) then
      remaining, rest = redis.call('HGET', account, 'room'), left
    end
  end
  if refused then
    for before = 1, i - 1 do add_pending(KEYS[6 + before], negate(ARGV[1])) end
    return { 'denied', tostring(i), '', redis.call('HGETALL', account) }
  end
end

local fields = {}
for i = 6 + accounts * 4 + 1, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('HSET', KEYS[1], 'remaining', ARGV[2] == '1' and '' or remaining, 'accounts', table.concat(KEYS, '\n', 7))
redis.call('ZADD', KEYS[5], ARGV[4], KEYS[1])
return { 'held', '1', '', redis.call('HGETALL', KEYS[1]) }
