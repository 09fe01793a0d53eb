-- Tries the configuration of docs/neovim.md in a real Neovim, from the root of the repository, after `npm run build`:
--   nvim --headless -u NONE -i NONE -n -l test/support/neovim.lua      (0.9 and later)
--   nvim --headless -u NONE -i NONE -n -c 'luafile test/support/neovim.lua'
-- Prints what came back; exit status 1 when something did not come.

local function fail(words)
  io.stderr:write('not ok: ' .. words .. '\n')
  vim.cmd('cquit 1')
end

local function check(condition, words)
  if not condition then fail(words) end
  print('ok: ' .. words)
end

local function try()
  local page = table.concat(vim.fn.readfile('docs/neovim.md'), '\n')
  local code = page:match('```lua\n(.-)\n```')
  code = code:gsub("{ 'semtext', 'lsp', '%-%-stdio' }", "{ 'node', 'dist/cli.cjs', 'lsp', '--stdio' }")
  vim.g.mapleader = ' '
  assert(loadstring(code))()

  local file = vim.fn.tempname() .. '.md'
  vim.fn.writefile({ 'The function returns the [MASK] of the array.', '', 'It was a good day at teh sea.' }, file)
  vim.cmd('filetype on')
  vim.cmd('edit ' .. file)
  check(vim.bo.filetype == 'markdown', 'the file type is known')

  local function clients()
    if vim.lsp.get_clients then return vim.lsp.get_clients({ bufnr = 0 }) end
    return vim.lsp.buf_get_clients(0)
  end
  vim.wait(20000, function()
    for _, client in pairs(clients()) do
      if client.server_capabilities and client.server_capabilities.codeActionProvider then return true end
    end
  end)
  local client = vim.tbl_values(clients())[1]
  check(client and client.server_capabilities.codeActionProvider, 'the server has said what it can do')

  local function request(method, params)
    local answers = vim.lsp.buf_request_sync(0, method, params, 60000)
    local answer = vim.tbl_values(answers or {})[1] or {}
    if answer.error then fail(method .. ': ' .. vim.inspect(answer.error)) end
    return answer.result
  end
  local function at(line, column)
    vim.api.nvim_win_set_cursor(0, { line, column })
  end
  local function titles(actions)
    return table.concat(vim.tbl_map(function(action) return action.title end, vim.list_slice(actions, 1, 3)), ' | ')
  end

  at(1, 31)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = 31
  local list = request('textDocument/completion', params)
  check(#list.items >= 10, 'completion at [MASK]: ' .. list.items[1].label .. ', ' .. list.items[2].label)

  -- As a person does it: a mask is typed, the completion is asked for, the list opens.
  local function keys(text)
    return vim.api.nvim_replace_termcodes(text, true, false, true)
  end
  local seen = {}
  local function look(times)
    seen = vim.fn.complete_info({ 'items' }).items
    if #seen > 0 or times == 0 then return vim.api.nvim_feedkeys(keys('<C-e><Esc>'), 'n', false) end
    vim.defer_fn(function() look(times - 1) end, 100)
  end
  vim.defer_fn(function() look(100) end, 100)
  vim.api.nvim_feedkeys(keys('GoThe ___<C-x><C-w>'), 'mtx!', false)
  check(#seen >= 10, 'the list opens: ' .. vim.inspect(seen[1]):gsub('%s+', ' '))
  vim.cmd('undo')

  local function actionsAt(line, column)
    at(line, column)
    local range = vim.lsp.util.make_range_params(0, client.offset_encoding)
    range.context = { diagnostics = {} }
    return request('textDocument/codeAction', range)
  end
  local words = actionsAt(3, 10)
  check(#words >= 5, 'other words for "good": ' .. titles(words))
  local fillings = actionsAt(1, 27)
  check(#fillings >= 5, 'fillings of the mask: ' .. titles(fillings))

  -- As a person does it: the mapping asks, the first entry is taken.
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  at(1, 27)
  vim.lsp.buf.code_action()
  vim.wait(10000, function() return not vim.fn.getline(1):find('MASK') end)
  check(not vim.fn.getline(1):find('MASK'), 'the first filling was put in: ' .. vim.fn.getline(1))

  vim.lsp.buf.execute_command({
    command = 'semanticText.server.proofread',
    arguments = { { uri = vim.uri_from_bufnr(0) } },
  })
  vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end)
  local findings = vim.diagnostic.get(0)
  check(#findings > 0, 'proofreading: ' .. (findings[1] or {}).message)
  vim.lsp.buf.execute_command({ command = 'semanticText.server.clearFindings' })
  vim.wait(5000, function() return #vim.diagnostic.get(0) == 0 end)
  check(#vim.diagnostic.get(0) == 0, 'the findings are taken away')

  vim.lsp.stop_client(client.id)
  vim.wait(5000, function() return vim.lsp.client_is_stopped(client.id) end)
  check(vim.lsp.client_is_stopped(client.id), 'the server ended')
  print(tostring(vim.version and (vim.version().major .. '.' .. vim.version().minor .. '.' .. vim.version().patch)))
end

local ok, trouble = pcall(try)
if not ok then fail(trouble) end
vim.cmd('qall!')
