"""Lets a LiteLLM proxy ask FinOps before each call and report what it used.

Put this file and admissions.py beside config.yaml, set FINOPS_URL and FINOPS_KEY, and add:

    litellm_settings:
      callbacks: litellm_hook.finops

The tenant is the key's team (or its user), the feature comes from metadata.feature.
"""
import asyncio
import uuid

import litellm
from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

from admissions import Admissions, Denied


class FinOpsHook(CustomLogger):
    def __init__(self):
        super().__init__()
        self.finops = Admissions()

    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        metadata = data.setdefault("metadata", {})
        tenant = user_api_key_dict.team_id or user_api_key_dict.user_id or "unknown"
        tokens = litellm.token_counter(model=data["model"], messages=data.get("messages") or [])
        # One id a try, so that a retry of the proxy is another try of the same call.
        request_id = f"litellm-{uuid.uuid4()}"
        try:
            held = await asyncio.to_thread(
                self.finops.admit, request_id, tenant, data["model"], tokens, data.get("max_tokens") or data.get("max_completion_tokens"),
                feature=metadata.get("feature", ""), user=data.get("user") or "", parent_request_id=metadata.get("finops_request_id"))
        except Denied as denied:
            wait = denied.problem.get("retry_after_seconds")
            raise HTTPException(denied.status, denied.problem, headers={"Retry-After": str(wait)} if wait else None) from None
        metadata["finops_request_id"] = request_id
        if held:
            metadata["finops_reservation"] = held["reservation_id"]
            data["model"] = held["model"]
        return data

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        usage = getattr(response_obj, "usage", None)
        details = getattr(usage, "prompt_tokens_details", None)
        await self._settle(kwargs, "success", getattr(usage, "prompt_tokens", 0) or 0, getattr(usage, "completion_tokens", 0) or 0, start_time, end_time,
                           cached_input_tokens=getattr(details, "cached_tokens", 0) or 0)

    async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time):
        await self._settle(kwargs, "error", 0, 0, start_time, end_time, error=str(kwargs.get("exception", ""))[:500])

    async def _settle(self, kwargs, status, input_tokens, output_tokens, start_time, end_time, **more):
        metadata = kwargs.get("litellm_params", {}).get("metadata") or {}
        if reservation := metadata.get("finops_reservation"):
            latency = int((end_time - start_time).total_seconds() * 1000)
            try:
                await asyncio.to_thread(self.finops.settle, reservation, input_tokens, output_tokens, status,
                                        request_id=metadata.get("finops_request_id"), latency_ms=latency, **more)
            except Exception as failed:  # the answer to the user must not fail on it; the hold expires by itself
                litellm.verbose_logger.warning("FinOps: not settled: %s", failed)


finops = FinOpsHook()
