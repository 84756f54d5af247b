"""Sessions of the official MCP client with `qmd mcp`: every tool and resource, over one transport, in one version.

    official_client.py stdio PROGRAM | http URL   auto | legacy | 2026-07-28
"""
import asyncio
import os
import sys

from mcp import Client
from mcp.client.stdio import StdioServerParameters


async def session(target, mode, wanted_version):
    async with Client(target, mode=mode) as client:
        assert client.protocol_version == wanted_version, client.protocol_version
        tools = [tool.name for tool in (await client.list_tools()).tools]
        assert tools == ["query", "get", "multi_get", "status", "skill_lookup", "audit_status"], tools

        found = await client.call_tool("query", {"query": "discount prospect", "limit": 3})
        assert not found.is_error, found
        hit = found.structured_content["results"][0]
        assert hit["file"] == "notes/alpha.md" and hit["line"] == 3, hit
        assert found.meta["qmd/freshness"]["source"] == "compared", found.meta
        typed = [{"type": "lex", "query": "\"rate limiter\""}, {"type": "vec", "query": "how is the rate limited"}]
        found = await client.call_tool("query", {"searches": typed, "intent": "a service"})
        assert found.structured_content["results"], found

        text = (await client.call_tool("get", {"file": hit["docid"], "maxLines": 3})).content[0].resource
        assert str(text.uri) == "qmd://notes/alpha.md" and text.text.endswith("3: Quarterly discount for prospect Acme.")
        several = (await client.call_tool("multi_get", {"pattern": "**/*.md"})).content
        assert len(several) == 3, several
        status = (await client.call_tool("status", {})).structured_content
        assert status["totalDocuments"] == 3, status
        skill = await client.call_tool("skill_lookup", {"task": "prepare an espresso"})
        assert skill.structured_content == {"skill": None}, skill
        audit = await client.call_tool("audit_status", {})
        assert audit.structured_content == {"recall": None}, audit
        assert (await client.call_tool("query", {})).is_error

        assert (await client.list_resources()).resources == []
        templates = (await client.list_resource_templates()).resource_templates
        assert [template.uri_template for template in templates] == ["qmd://{+path}"], templates
        read = await client.read_resource("qmd://notes/sub/beta.md")
        assert "Beta Heading" in read.contents[0].text, read
        for uri in ("qmd://notes/../../etc/passwd", "file:///etc/passwd"):
            try:
                await client.read_resource(uri)
            except Exception as error:  # the client's own type differs between versions
                assert "not found" in str(error).lower(), error
            else:
                raise AssertionError(f"{uri} was read")
        # Ten at a time, as agents with sub-agents do.
        many = await asyncio.gather(*(client.call_tool("query", {"query": "discount"}) for _ in range(10)))
        assert all(answer.structured_content["results"] for answer in many)


def main():
    transport, place, mode = sys.argv[1:]
    target = place if transport == "http" else StdioServerParameters(command=place, args=["mcp"], env=dict(os.environ))
    asyncio.run(asyncio.wait_for(session(target, mode, "2025-11-25" if mode == "legacy" else "2026-07-28"), 60))
    print("all as expected")


main()
