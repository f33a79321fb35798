"""The tools of a response: what may be asked for, and what each of them does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from practice import containers, interpreter, items, schemas, stores, uploads
from practice.accounts import Account
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter

HOSTED = ("file_search", "code_interpreter", "web_search")
KINDS = (*HOSTED, "function")
NEEDED = {"file_search": "vector_store_ids", "code_interpreter": "container", "function": "name"}
CHOICES = ("none", "auto", "required")
Tool = dict[str, Any]


@dataclass(frozen=True)
class Use:
    """What came of a tool: its item, a sentence for the answer, and which words of it cite what."""

    item: items.Item
    note: str
    citations: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read(given: Parameters) -> list[Tool]:
    """Return the tools; refuse what practice has not, and what lacks something."""
    found = []
    for number, tool in enumerate(given.typed("tools", list) or []):
        kind = tool.get("type") if isinstance(tool, dict) else None
        if kind not in KINDS:
            raise invalid_value(f"tools[{number}].type", kind, KINDS)
        if kind in NEEDED and not tool.get(NEEDED[kind]):
            raise missing_parameter(f"tools[{number}].{NEEDED[kind]}")
        found.append(function(tool, number) if kind == "function" else tool)
    return found


def function(tool: Tool, number: int) -> Tool:
    """Return a function tool with all that OpenAI repeats of it."""
    tool = {"description": None, "parameters": None, "strict": True, **tool}
    param = f"tools[{number}].parameters"
    with schemas.told_as(param):
        if tool["strict"] and tool["parameters"]:
            schemas.check_strict(tool["parameters"], str(tool["name"]))
    return tool


def forced(given: Parameters, tools: list[Tool]) -> Tool | None:
    """Return the function that has to be called, or None when practice may answer in words."""
    choice = given.values.get("tool_choice", "auto")
    functions = [tool for tool in tools if tool["type"] == "function"]
    if isinstance(choice, dict):
        if choice.get("type") in HOSTED:
            return None
        named = [tool for tool in functions if tool["name"] == choice.get("name")]
        if not named:
            message = f"Tool choice '{choice.get('name')}' not found in 'tools' parameter."
            raise Refusal(message, param="tool_choice")
        return named[0]
    if choice not in CHOICES:
        raise invalid_value("tool_choice", choice, CHOICES)
    if choice == "required" and not tools:
        raise Refusal("'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice")
    return functions[0] if choice == "required" and len(functions) == len(tools) else None


def use(account: Account, tool: Tool, question: str, include: list[str]) -> Use:
    """Return what comes of a hosted tool for that question."""
    return USES[tool["type"]](account, tool, question, include)


def search_files(account: Account, tool: Tool, question: str, include: list[str]) -> Use:
    most = Parameters(tool).integer("max_num_results", 1, 50, 20)
    found = stores.search(account, Parameters(tool).texts("vector_store_ids", most=2), question)[:most]
    item: items.Item = {**begun("file_search_call"), "queries": [question], "results": None}
    if "file_search_call.results" in include:
        item["results"] = [{**each, "attributes": {}} for each in found]
    if not found:
        return Use(item, "Your files have none of the words of your question.")
    best = found[0]
    quote = f"“{best['text']}”"
    cited = {"type": "file_citation", "file_id": best["file_id"], "filename": best["filename"]}
    return Use(item, f"“{best['filename']}” says: {quote}", [(quote, cited)])


def interpret(account: Account, tool: Tool, question: str, include: list[str]) -> Use:
    name = container(account, tool["container"])
    code, filename, content = interpreter.run(question)
    file = containers.put(account, name, content)
    outputs = [{"type": "logs", "logs": f"{len(content)}\n"}]
    item = {
        **begun("code_interpreter_call"),
        "container_id": name,
        "code": code,
        "outputs": outputs if "code_interpreter_call.outputs" in include else None,
    }
    link = f"sandbox:/mnt/data/{filename}"
    cited = {
        "type": "container_file_citation",
        "container_id": name,
        "file_id": file,
        "filename": filename,
    }
    note = f"I counted the letters of each word of your question: [{filename}]({link})"
    return Use(item, note, [(link, cited)])


def container(account: Account, asked: Any) -> str:
    """Return the container to work in: the named one, or a new one whose files must be there."""
    if isinstance(asked, str):
        containers.check(account, asked)
        return asked
    if not isinstance(asked, dict) or asked.get("type") != "auto":
        raise invalid_value("tools[0].container.type", asked, ("auto",))
    for file in Parameters(asked).texts("file_ids", most=50):
        uploads.find(account, file, "tools[0].container.file_ids")
    return containers.new_id()


def search_web(account: Account, tool: Tool, question: str, include: list[str]) -> Use:
    del account, tool, include
    item = {**begun("web_search_call"), "action": {"type": "search", "query": question}}
    return Use(item, "Practice has no web: nothing was looked up, and nothing is made up.")


def begun(kind: str) -> items.Item:
    return {"id": items.new_id(kind), "type": kind, "status": "completed"}


USES: dict[str, Callable[[Account, Tool, str, list[str]], Use]] = {
    "file_search": search_files,
    "code_interpreter": interpret,
    "web_search": search_web,
}
