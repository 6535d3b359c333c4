-- For wrk: asks again and again with the ETag of the last answer, as who polls does; counts the answers by status.
local threads, known = {}, nil
unchanged, changed = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function request()
  return wrk.format("GET", nil, known and { ["If-None-Match"] = known } or {})
end

function response(status, headers)
  if status == 304 then
    unchanged = unchanged + 1
  else
    changed = changed + 1
    known = headers["etag"] or headers["ETag"]
  end
end

function done()
  for _, thread in ipairs(threads) do
    print(string.format("answers: %d of 304, %d others", thread:get("unchanged"), thread:get("changed")))
  end
end
